-- Withdrawals of one cent over many accounts, each with an operation id (UUIDv7) of its own.
--
--   HAPAX_ACCOUNTS=1000 wrk -t2 -c64 -d5s -s withdraw.lua http://127.0.0.1:8080
--   HAPAX_WRAP=1000 HAPAX_IDS=3 …    repeats the same 1,000 ids per thread: the duplicate path
--
-- A request costs one concatenation and one format of a counter, since the generator shares the cores with the server.
-- The last line of the output is one JSON object.

local accounts = tonumber(os.getenv("HAPAX_ACCOUNTS") or "1000")
local wrap = tonumber(os.getenv("HAPAX_WRAP") or "0")
local ids = os.getenv("HAPAX_IDS")
local body = '{"amount":1}'
local tail = " HTTP/1.1\r\nHost: bank\r\nContent-Type: application/json\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body

local threads = 0
function setup(thread)
    threads = threads + 1
    thread:set("number", threads)
end

-- The first 28 of the 36 characters of every id of this thread; the last 8 count.
local function head_of_ids()
    local seconds = os.time()
    math.randomseed(tonumber(ids) or seconds * 1000 + tonumber(tostring({}):match("0x(%x+)"), 16) % 1000003)
    math.random()
    if ids then seconds = 1750000000 end
    local milliseconds = string.format("%06x%06x", math.floor(seconds * 1000 / 0x1000000), seconds * 1000 % 0x1000000)
    return milliseconds:sub(1, 8) .. "-" .. milliseconds:sub(9, 12) .. "-7" ..
           string.format("%03x-8%03x-%04x", number, math.random(0, 0xfff), math.random(0, 0xffff))
end

local heads = {}
local counter = 0
function init()
    local head = head_of_ids()
    for account = 0, accounts - 1 do
        heads[account] = "PUT /accounts/bench-" .. account .. "/withdrawals/" .. head
    end
end

local format = string.format
function request()
    counter = counter + 1
    if wrap > 0 and counter == wrap then counter = 0 end
    return heads[counter % accounts] .. format("%08x", counter) .. tail
end

function done(summary, latency)
    io.write(format('{"requests":%d,"seconds":%.6f,"p50_ms":%.3f,"p99_ms":%.3f,"bad_status":%d,"lost":%d}\n',
        summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
        summary.errors.status, summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
