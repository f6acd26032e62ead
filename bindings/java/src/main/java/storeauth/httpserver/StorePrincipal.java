package storeauth.httpserver;

import com.sun.net.httpserver.HttpPrincipal;
import storeauth.Authorization;

/** Whom the Store authorized: {@code getUsername} is the id of the display or company, {@code getRealm} the product code. */
public final class StorePrincipal extends HttpPrincipal {
    private final Authorization authorization;

    /**
     * Whom an authorization is for.
     *
     * @param authorization what the Store authorized
     */
    public StorePrincipal(Authorization authorization) {
        super(authorization.id(), authorization.product());
        this.authorization = authorization;
    }

    /**
     * What the Store authorized.
     *
     * @return the authorization
     */
    public Authorization authorization() {
        return authorization;
    }
}
