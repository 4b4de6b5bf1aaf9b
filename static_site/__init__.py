"""The static site: pages, styles, scripts and the build that turns them into files."""
