"""The desk: a local web page with the document beside the answer. It needs the extra `desk`."""
