# Issuing many certificates at once.

batch-progress-issue = Issuing
batch-progress-check = Checking
progress-left = left:

batch-done = { $items ->
    [0] The file holds no request.
    [one] The batch is done: { $items } request.
   *[other] The batch is done: { $items } requests.
}
batch-checked = { $items ->
    [0] The file holds no request.
    [one] { $items } request was checked. Nothing was signed or stored.
   *[other] { $items } requests were checked. Nothing was signed or stored.
}
field-field = field
field-value = value
field-batch-issued = issued
field-batch-replayed = issued before
field-batch-accepted = accepted
field-batch-refused = refused
field-batch-failed = failed
field-batch-noticed = to be looked at
field-batch-time = time
field-batch-rate = rate
field-batch-results = results
batch-seconds = { $seconds } s
batch-rate = { $rate } a second

batch-stopped = The batch was stopped before its end. With a certificate so far: { $done }, without: { $undone }.
batch-interrupted = It was asked to end.
hint-batch-again = Run the same command again: it goes on, and nothing is issued twice.
batch-item-not-issued = Line { $line }: no certificate for { $id }.
batch-line-not-issued = Line { $line }: no certificate.
batch-item-notice = Line { $line }, { $id }: { $notice }
notice-other-name = The person with this identifier has been known by another name.
batch-more-not-issued = { $count ->
    [one] { $count } more without a certificate; the file of results says why.
   *[other] { $count } more without a certificate; the file of results says why.
}
batch-item-unreadable = The line is not a JSON object with the keys of a request.
batch-item-id = `{ $found }` cannot name a file and a request: 1 to 64 letters, digits, `.`, `_` and `-`, and neither `.` nor `..`.
batch-item-field = The key `{ $field }` has a value that cannot be used.
batch-requests-not-read = The file of requests cannot be read on.
batch-folder-in-use = Another batch is at work there.
batch-no-signals = The program cannot listen for a request to end.
hint-batch-other-folder = Give each batch a folder of its own, or `--force` to replace what is there.
hint-batch-no-file = What stands there is no file. Move it, or give the batch another folder.
hint-batch-keys = In a batch these are keys of the line: `id`, `renamed`, `confirm_latin_form`, `key_origin`.
