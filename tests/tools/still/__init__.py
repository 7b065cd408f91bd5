"""An installation that starts at a moment of our choosing, so that its pages are the same in each run."""
