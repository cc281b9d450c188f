"""Files to documents: one module per format, run by `sandbox` in a child process with limits."""
