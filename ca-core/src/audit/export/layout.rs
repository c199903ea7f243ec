//! Names of the files of an export (C2SP tlog-tiles).

use std::ops::Range;

use crate::audit::merkle::TILE_WIDTH;
use crate::digest::Sha256Digest;

/// The last signed head.
pub(in crate::audit) const CHECKPOINT: &str = "checkpoint";
/// What an export says of itself.
pub const MANIFEST: &str = "manifest.json";

/// Files that are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::audit) enum Series {
    /// Hashes of a level of tiles.
    Tile(u8),
    /// Leaves.
    Entries,
    /// Events.
    Bodies,
    /// Signed heads.
    Heads,
}

/// A file of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::audit) struct Page {
    number: u64,
    width: u64,
}

impl Page {
    /// The places of what it holds.
    pub(in crate::audit) const fn places(self) -> Range<u64> {
        let first = self.number.saturating_mul(TILE_WIDTH);
        first..first.saturating_add(self.width)
    }

    /// How many things it holds.
    pub(in crate::audit) fn width(self) -> usize {
        usize::try_from(self.width).unwrap_or(usize::MAX)
    }

    /// The name of its file.
    pub(in crate::audit) fn path(self, series: Series) -> String {
        let folder = match series {
            Series::Tile(level) => format!("tile/{level}"),
            Series::Entries => "tile/entries".to_owned(),
            Series::Bodies => "bodies".to_owned(),
            Series::Heads => "heads".to_owned(),
        };
        let mut groups = vec![format!("{:03}", self.number % 1000)];
        let mut rest = self.number / 1000;
        while rest > 0 {
            groups.push(format!("x{:03}", rest % 1000));
            rest /= 1000;
        }
        groups.reverse();
        let path = format!("{folder}/{}", groups.join("/"));
        if self.width < TILE_WIDTH {
            return format!("{path}.p/{}", self.width);
        }
        path
    }
}

/// The files that hold `places`, which begin where a file does.
pub(in crate::audit) fn pages(places: Range<u64>) -> impl Iterator<Item = Page> {
    let numbers = places.start / TILE_WIDTH..places.end.div_ceil(TILE_WIDTH);
    numbers.map(move |number| {
        let first = number.saturating_mul(TILE_WIDTH);
        let width = places.end.saturating_sub(first).min(TILE_WIDTH);
        Page { number, width }
    })
}

/// The levels of tiles above the leaves that a tree has, each with the number of its hashes.
pub(in crate::audit) fn levels(size: u64) -> impl Iterator<Item = (u8, u64)> {
    let count = move |level: u8| size.checked_shr(8 * u32::from(level)).unwrap_or(0);
    (1..8)
        .map(move |level| (level, count(level)))
        .take_while(|(_, count)| *count > 0)
}

/// The name of the file with a signer's chain.
pub(in crate::audit) fn signer_path(signer: &Sha256Digest) -> String {
    format!("signers/{signer}.pem")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_as_tlog_tiles_names_them() {
        let page = Page {
            number: 1_234_067,
            width: 256,
        };
        assert_eq!(page.path(Series::Tile(0)), "tile/0/x001/x234/067");
        // A tree of 70,000, the example of the specification.
        let leaves: Vec<Page> = pages(0..70_000).collect();
        assert_eq!(leaves.len(), 274);
        assert_eq!(leaves[0].path(Series::Entries), "tile/entries/000");
        assert_eq!(leaves[273].path(Series::Tile(0)), "tile/0/273.p/112");
        let above: Vec<_> = levels(70_000).collect();
        assert_eq!(above, [(1, 273), (2, 1)]);
        let last = pages(0..273).last().unwrap();
        assert_eq!(last.path(Series::Tile(1)), "tile/1/001.p/17");
        assert_eq!(pages(256..300).count(), 1);
        assert_eq!(levels(256).collect::<Vec<_>>(), [(1, 1)]);
        assert_eq!(levels(u64::MAX).count(), 7);
    }
}
