"""Reading images and regions from files, and writing what a comparison found."""
