FIELDS = {
    # No two variants of a product have the same option values.
    "variant": lambda number: {"option1": f"Made {number}", "sku": f"S{number}"},
}
