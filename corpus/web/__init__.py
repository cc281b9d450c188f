"""The web: checked addresses, downloads, links and Crossref."""
