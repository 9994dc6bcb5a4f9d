"""Mend plain slips, so that the rest of a file can be checked in the same go.

Nothing mended is ever planned with: the slip is reported as an error all the same.
"""



def repaired(document, words):
    return None, frozenset()
