"""The Django project: settings, routes and how the site is served."""
