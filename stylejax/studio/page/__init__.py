"""The page itself, of Gradio's components; nothing here is imported before a studio is opened."""
