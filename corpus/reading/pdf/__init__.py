"""PDF files -> documents. The modules, in the order in which a file passes through them:

    reader         open a file, read its pages with the modules below, and put the document together
    structure      page labels, outline and metadata, by pypdf
    lines          a page -> its lines with their positions and type, by pdfium
    second_engine  the text of pages that pdfium cannot read, by pypdf
    ocr, order     pages that are pictures -> their lines in reading order, by OCR
    scans          pictures whose only text is a stamp, which count as pages without text
    characters     readable characters in a line; hyphens at line ends, by how the document writes the same word
    edges          the rows of a page that may be running heads, feet, page numbers or stamps
    page_labels    the numbers printed on pages, and the labels that the file declares (page_numbers: their forms)
    furniture      running heads, feet and page numbers, which come back on page after page
    headings       lines that the outline names, or that are set like headings
    paragraphs     lines -> paragraphs, items of lists, headings and tables (layout: distances and columns)

Text is cleaned before offsets exist: nothing is removed from the text of a page afterwards.
"""
