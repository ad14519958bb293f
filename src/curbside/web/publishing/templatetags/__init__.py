"""What pages of other apps ask of articles."""
