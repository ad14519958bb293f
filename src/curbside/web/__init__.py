"""The web site: Django apps over the engine. `asking` knows `catalogue`, never the other way round."""
