//! CPU time of a process and of the worker that loads its module, from `/proc`.

use std::fs;

/// User and system time of a process and of its workers so far, in seconds.
pub(crate) fn seconds_of(process: u32) -> f64 {
    let all = fs::read_dir("/proc").unwrap();
    let ids = all.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    let ticks = ids.filter_map(|id| {
        // A process may end while it is looked at.
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        // The name, in parentheses, may hold spaces.
        let (name, fields) = stat.rsplit_once(')')?;
        let fields: Vec<f64> = fields
            .split_whitespace()
            .skip(1)
            .map(|field| field.parse().unwrap())
            .collect();
        let is_worker = name.ends_with("(sceau-hsm-worke") && fields[0] == f64::from(process);
        // Counted from the parent's id, which is field 4: user and system time are 14 and 15.
        (id == process || is_worker).then(|| fields[10] + fields[11])
    });
    ticks.sum::<f64>() / 100.0
}
