"""A picture is drawn anew: what was hidden beside its pixels (place, camera, names, other files) stays behind."""

from PIL import Image, ImageOps

from .report import Bad

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 4000
FORMATS = {"jpeg": ("JPEG", "RGB", {"quality": 88}), "png": ("PNG", "RGB", {})}


def rewrite(path, format):
    """Replace the file by a clean one of the same format. Raises Bad."""
    name, mode, options = FORMATS[format]
    with Image.open(path, formats=[name]) as image:
        width, height = image.size
        moves = format != "jpeg" and getattr(image, "n_frames", 1) > 1  # telephones add a second picture to a JPEG
        if width * height > MOST_PIXELS or moves:
            raise Bad("pixels")
        image.load()
        drawn = ImageOps.exif_transpose(image).convert(mode)
    drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new(mode, drawn.size)
    bare.paste(drawn)
    bare.save(path, format=name, **options)
