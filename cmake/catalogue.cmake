# The catalogue
