"""What `benches/store/run` measures, a file for each part."""
