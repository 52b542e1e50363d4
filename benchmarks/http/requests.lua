-- For wrk: asks for the paths in the file PATHS in turn, with the header field HEADER ("Name: value") if there is one.
-- Ends with one line: result <requests> <microseconds> <bytes> <broken connections> <answers of 400 and more>
local requests, at = {}, 0

function init()
  local headers = {}
  local name, value = (os.getenv("HEADER") or ""):match("^([^:]+):%s*(.*)$")
  if name then headers[name] = value end
  for path in io.lines(os.getenv("PATHS")) do
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary)
  local broken = summary.errors
  io.write(string.format("result %d %d %d %d %d\n", summary.requests, summary.duration, summary.bytes,
    broken.connect + broken.read + broken.write + broken.timeout, broken.status))
end
