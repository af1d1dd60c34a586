"""Applying: who may open a draft, the order of its steps, and the wizard over them."""
