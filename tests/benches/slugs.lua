-- For wrk: short addresses in turn, as a phone asks for them; at the end one line of figures.
local links = tonumber(os.getenv("LINKS"))
local next = 0

request = function()
  next = (next + 1) % links
  return wrk.format("GET", string.format("/s%05d?q", next), { ["User-Agent"] = os.getenv("AGENT") })
end

done = function(summary, latency)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
  io.write(string.format("figures %d %d %d %d %d\n",
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), failed))
end
