"""The files that the check is proven by: what people send, and what is sent to harm."""

from tests.recruitment.uploads import pdfs, pictures, words

TAKEN = [*pdfs.TAKEN, *words.TAKEN, *pictures.TAKEN]
REFUSED = [*pdfs.REFUSED, *words.REFUSED, *pictures.REFUSED]
