print("No checks yet.")
