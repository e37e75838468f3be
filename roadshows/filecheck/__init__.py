"""Is a file what it says it is, and is it harmless? Asked of its structure, never of its name.

Reading a hostile file may take all the memory or time there is: `checking.check` does it in a process of its own, with
limits (`python -m roadshows.filecheck PATH`). Nothing here knows of Django.
"""
