"""Text models: what words mean, as numbers. They may find and order passages; they never vouch for a claim."""
