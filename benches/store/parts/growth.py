def measure(folder, options):
    pass
