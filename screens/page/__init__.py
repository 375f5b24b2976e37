"""The two parts of a page: markup as data, and the component that draws it."""
