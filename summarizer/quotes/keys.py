def is_quotation(*a): return True
def with_keys(text, quotes): return quotes
