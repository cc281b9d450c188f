"""Reading: the text, headings and metadata of a file of any format.

`formats.extract(path)` reads a file in this process. Files come from strangers, so the program calls it in a child
process with limits, through `sandbox.Extractor`.
"""
