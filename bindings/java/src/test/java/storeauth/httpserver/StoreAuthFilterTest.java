package storeauth.httpserver;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import storeauth.Authorization;
import storeauth.Requests;
import storeauth.Verifier;

/** Over real sockets. */
class StoreAuthFilterTest {
    private final Verifier verifier = Verifier.builder()
            .key(Requests.KEY)
            .products(List.of(Requests.PRODUCT))
            .maxLifetime(Duration.ofDays(2))
            .build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/feed", exchange -> {
                    Authorization it = StoreAuthFilter.authorization(exchange);
                    String said = String.join(" ", it.id(), it.product(), exchange.getPrincipal().getUsername());
                    byte[] body = said.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                })
                .getFilters()
                .add(new StoreAuthFilter(verifier));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.close();
        client.close();
        verifier.close();
    }

    @Test
    void whomTheStoreAuthorizedIsLetInAndKnown() throws Exception {
        HttpResponse<String> answer = ask("GET", signed(Requests.PRODUCT, Duration.ofHours(1)));
        assertEquals(200, answer.statusCode());
        assertEquals(String.join(" ", Requests.ID, Requests.PRODUCT, Requests.ID), answer.body());
    }

    @Test
    void deniedRequestsAreAnsweredAsTheGatewayDoes() {
        String forged = Requests.signed(Requests.OTHER_KEY, Requests.PRODUCT, Instant.now().plusSeconds(60));
        assertAll(
                () -> assertDenied("", 401, "StoreAuth", "malformed", "id"),
                () -> assertDenied("id=%20", 401, "StoreAuth error=\"malformed\"", "malformed", "id"),
                () -> assertDenied("id=a&id=b", 401, "StoreAuth error=\"malformed\"", "malformed", "id"),
                () -> assertDenied(forged, 401, "StoreAuth error=\"signature-mismatch\"", "signature-mismatch", null),
                () -> assertDenied(
                        signed(Requests.PRODUCT, Duration.ofHours(-1)), 401, "StoreAuth error=\"expired\"", "expired", null),
                () -> assertDenied(signed("music", Duration.ofHours(1)), 403, null, "product-not-allowed", null),
                () -> assertDenied(signed(Requests.PRODUCT, Duration.ofDays(9)), 403, null, "lifetime-too-long", null));
    }

    @Test
    void aDeniedHeadHasNoBody() throws Exception {
        HttpResponse<String> answer = ask("HEAD", "");
        assertEquals(401, answer.statusCode());
        assertEquals("", answer.body());
    }

    @Test
    void nobodyIsLetInByAVerifierThatIsClosed() throws Exception {
        verifier.close();
        assertEquals(500, ask("GET", signed(Requests.PRODUCT, Duration.ofHours(1))).statusCode());
    }

    @Test
    void sixteenAtOnceEachGetTheirOwnAuthorization() throws Exception {
        List<Callable<Integer>> asked = new ArrayList<>();
        for (int caller = 0; caller < 16; caller++) {
            Duration lasts = caller % 2 == 0 ? Duration.ofHours(1) : Duration.ofHours(-1);
            asked.add(() -> {
                int sum = 0;
                for (int round = 0; round < 10; round++) {
                    sum += ask("GET", signed(Requests.PRODUCT, lasts)).statusCode();
                }
                return sum;
            });
        }
        List<Future<Integer>> answers = threads.invokeAll(asked);
        for (int caller = 0; caller < 16; caller++) {
            assertEquals(caller % 2 == 0 ? 2000 : 4010, answers.get(caller).get());
        }
    }

    @Test
    void anExchangeThatNobodyVerifiedHasNoAuthorization() throws Exception {
        server.createContext("/open", exchange -> {
            assertThrows(IllegalStateException.class, () -> StoreAuthFilter.authorization(exchange));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        assertEquals(204, ask("GET", "/open", "").statusCode());
    }

    private void assertDenied(String query, int status, String challenge, String reason, String field) throws Exception {
        HttpResponse<String> answer = ask("GET", query);
        assertEquals(status, answer.statusCode(), query);
        assertEquals(challenge, answer.headers().firstValue("WWW-Authenticate").orElse(null));
        assertEquals("application/problem+json", answer.headers().firstValue("Content-Type").orElse(null));
        assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(null));
        JsonNode problem = new ObjectMapper().readTree(answer.body());
        assertEquals(status, problem.get("status").intValue());
        assertEquals(reason, problem.get("reason").textValue());
        assertEquals(field, problem.path("field").textValue());
        int signature = query.lastIndexOf('=') + 1;
        assertFalse(query.contains("signature") && answer.body().contains(query.substring(signature)));
    }

    private HttpResponse<String> ask(String method, String query) throws IOException, InterruptedException {
        return ask(method, "/feed", query);
    }

    private HttpResponse<String> ask(String method, String path, String query) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path + "?" + query);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(60))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String signed(String product, Duration lasts) {
        return Requests.signed(Requests.KEY, product, Instant.now().plus(lasts));
    }
}
