"""Bodies as the Registry stores them: plain, or packed by zstd with a dictionary of the Registry.

It shares no code with the programs that write the Registry.
"""

import zstandard


class Bodies:
    """Reads the bodies of one Registry."""

    def __init__(self, connection):
        rows = connection.execute("SELECT id, content FROM dictionaries")
        self.readers = {number: reader(content) for number, content in rows}

    def plain(self, dictionary, octets):
        """The octets of a body that stands beside this number of a dictionary, or beside none."""
        if dictionary is None or octets is None:
            return octets
        return self.readers[dictionary].decompress(octets)


def reader(content):
    """A reader with a dictionary of plain octets."""
    raw = zstandard.ZstdCompressionDict(content, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    return zstandard.ZstdDecompressor(dict_data=raw)
