"""What a person reads beside an answer: a page with the quotation marked, its picture, and the original."""
