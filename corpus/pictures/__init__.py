"""PDF pages as a person sees them: their pictures, and where their letters are. A child process reads the files."""
