"""A draft is compared with the library: are its quotations in the works that it cites, word for word?"""
