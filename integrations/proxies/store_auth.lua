-- Asks the gateway about a request, for haproxy.cfg beside this file.
--
-- pathq is what the client sent, byte for byte, path and query. No header of the client's goes along.

core.register_action("store-auth", { "http-req" }, function(txn, gateway)
    local response = core.httpclient():get {
        url = "http://" .. gateway .. "/",
        headers = { ["x-original-uri"] = { txn.sf:pathq() } },
        timeout = 2000,
    }
    local function header(name)
        local values = response.headers and response.headers[name]
        return values and values[0] or ""
    end
    txn:set_var("txn.store_auth_status", response.status or 0)
    txn:set_var("txn.store_auth_id", header("x-store-auth-id"))
    txn:set_var("txn.store_auth_product", header("x-store-auth-product"))
    txn:set_var("txn.store_auth_expiry", header("x-store-auth-expiry"))
    txn:set_var("txn.store_auth_key", header("x-store-auth-key"))
    txn:set_var("txn.store_auth_challenge", header("www-authenticate"))
    txn:set_var("txn.store_auth_body", response.body or "")
end, 1)
