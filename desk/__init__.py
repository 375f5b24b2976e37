"""What the product does for patients, the clinic and the terminal: actions in, views out; no Streamlit, no HTTP, no
drawing."""
