-- Asks the gateway about a request, for apache.conf beside this file.
--
-- The target in r.the_request is what the client sent, byte for byte. No header of the client's goes along. Each thread
-- of Apache keeps its connection to the gateway.

local socket = require "socket"

local HOST, PORT = "127.0.0.1", 9180
local NAMES = { "X-Store-Auth-Id", "X-Store-Auth-Product", "X-Store-Auth-Expiry", "X-Store-Auth-Key" }
local kept

-- Reads one answer: its status and headers. nil where the connection ends before that.
local function read_answer(connection)
    local line = connection:receive("*l")
    local status = line and tonumber(line:match("^HTTP/1%.1 (%d%d%d)"))
    if not status then return nil end
    local headers = {}
    while true do
        line = connection:receive("*l")
        if not line then return nil end
        if line == "" then break end
        local name, value = line:match("^([^:]+):%s*(.-)%s*$")
        if name then headers[name:lower()] = value end
    end
    local length = tonumber(headers["content-length"] or "0")
    local body = length > 0 and connection:receive(length) or ""
    return status, headers, body
end

local function question(connection, target)
    local sent = connection:send("GET / HTTP/1.1\r\nHost: store-auth\r\nX-Original-URI: " .. target .. "\r\n\r\n")
    if not sent then return nil end
    return read_answer(connection)
end

local function connect()
    local connection = socket.tcp()
    connection:settimeout(2)
    if not connection:connect(HOST, PORT) then return nil end
    connection:setoption("tcp-nodelay", true)
    return connection
end

local function gateway(target)
    if kept then
        local status, headers, body = question(kept, target)
        if status then return status, headers, body end
        -- The gateway has closed it meanwhile: ask again on a new one.
        kept:close()
        kept = nil
    end
    kept = connect()
    if not kept then return nil end
    local status, headers, body = question(kept, target)
    if not status or headers["connection"] == "close" then
        kept:close()
        kept = nil
    end
    return status, headers, body
end

function ask(r)
    -- With underscores too: CGI cannot tell them from hyphens.
    for name in pairs(r:headers_in_table()) do
        if name:lower():gsub("_", "-"):find("^x%-store%-auth%-") then r.headers_in[name] = nil end
    end
    local target = r.the_request:match("^%S+ (%S+) HTTP/%d%.%d$")
    if not target then return 400 end
    local status, headers, body = gateway(target)
    if status == 200 then
        for _, name in ipairs(NAMES) do
            r.headers_in[name] = headers[name:lower()]
        end
        return apache2.DECLINED
    end
    if status == 401 then
        r.err_headers_out["WWW-Authenticate"] = headers["www-authenticate"]
        return 401
    end
    return status == 403 and 403 or 503
end
