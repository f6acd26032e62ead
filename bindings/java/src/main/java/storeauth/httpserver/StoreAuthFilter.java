package storeauth.httpserver;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import storeauth.Authorization;
import storeauth.Verdict;
import storeauth.Verifier;

/**
 * Lets in whom the Store authorized, by the query of the request. Others are answered as the gateway answers them: 401 with
 * {@code WWW-Authenticate}, or 403, and the reason as {@code application/problem+json}.
 *
 * {@snippet :
 * server.createContext("/feed", exchange -> {
 *     Authorization authorization = StoreAuthFilter.authorization(exchange);
 * }).getFilters().add(new StoreAuthFilter(verifier));
 * }
 */
public final class StoreAuthFilter extends Filter {
    private final Verifier verifier;

    /**
     * A filter, to be added to those of a context.
     *
     * @param verifier decides; it is not closed by this
     */
    public StoreAuthFilter(Verifier verifier) {
        this.verifier = Objects.requireNonNull(verifier, "verifier");
    }

    /**
     * What the Store authorized, in a handler behind the filter.
     *
     * @param exchange the exchange, as the handler got it; its {@code getPrincipal} is a {@link StorePrincipal}
     * @return the authorization
     * @throws IllegalStateException if the exchange has not come through the filter
     */
    public static Authorization authorization(HttpExchange exchange) {
        if (exchange.getPrincipal() instanceof StorePrincipal principal) {
            return principal.authorization();
        }
        throw new IllegalStateException("expected an exchange behind a StoreAuthFilter");
    }

    /** Says what the filter does. */
    @Override
    public String description() {
        return "lets in whom the Store authorized";
    }

    /** Lets the request in, or answers it; where nobody could be asked, by 500. */
    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        Verdict verdict;
        try {
            // What was sent, which is not decoded by this.
            verdict = verifier.check(exchange.getRequestURI().toString());
        } catch (RuntimeException | Error thrown) {
            try (exchange) {
                exchange.sendResponseHeaders(500, -1);
            }
            throw thrown;
        }
        switch (verdict) {
            case Verdict.Authorized(Authorization authorization) ->
                chain.doFilter(new AuthorizedExchange(exchange, new StorePrincipal(authorization)));
            case Verdict.Denied denied -> answer(exchange, denied);
        }
    }

    private static void answer(HttpExchange exchange, Verdict.Denied denied) throws IOException {
        byte[] body = denied.problemJson().getBytes(StandardCharsets.UTF_8);
        boolean isHead = exchange.getRequestMethod().equals("HEAD");
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            denied.challenge().ifPresent(challenge -> exchange.getResponseHeaders().set("WWW-Authenticate", challenge));
            exchange.sendResponseHeaders(denied.status(), isHead ? -1 : body.length);
            if (!isHead) {
                exchange.getResponseBody().write(body);
            }
        }
    }
}
