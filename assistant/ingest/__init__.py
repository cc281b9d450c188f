"""Adding files to a library: find them, read them, identify their works, store them, encode their passages.

    walk          which files do the given paths, folders and addresses name?
    download      the file of an address
    held          what the library holds already: the same bytes, the same text, and the work it belongs to
    add_file      one file: read it and store it, or say why not
    encoding      the passages that wait for their vectors
    coordinator   `Ingest`, which runs these parts in two threads

One thread reads files in a child process and commits each file to the corpus as soon as it is complete. The other
thread encodes what has been committed. So all cores are busy while the next files are read, and a kill loses nothing:
each file is either committed or absent. An error in one file does not stop the others.
"""
