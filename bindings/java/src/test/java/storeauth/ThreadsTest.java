package storeauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ThreadsTest {
    private static final int THREADS = 16;

    @Test
    void sixteenThreadsEachGetTheirOwnAnswers() throws Exception {
        try (Verifier verifier = Requests.verifier();
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            assertEachGetsItsOwn(verifier, threads);
        }
    }

    @Test
    void sixteenVirtualThreadsEachGetTheirOwnAnswers() throws Exception {
        try (Verifier verifier = Requests.verifier();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertEachGetsItsOwn(verifier, threads);
        }
    }

    private static void assertEachGetsItsOwn(Verifier verifier, ExecutorService threads) throws Exception {
        List<Callable<Integer>> asked = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            String other = "YU4XHT8XQDW" + "ABCDEFGHJKMNPQRS".charAt(thread);
            boolean odd = thread % 2 == 1;
            asked.add(() -> {
                int right = 0;
                for (int round = 0; round < 2000; round++) {
                    String url = odd ? Requests.URL.replace(Requests.ID, other) : Requests.URL;
                    boolean isAsExpected = switch (verifier.check(url, Requests.NOW)) {
                        case Verdict.Authorized(Authorization it) -> !odd && it.id().equals(Requests.ID);
                        case Verdict.Denied denied -> odd && denied.code() == Code.SIGNATURE_MISMATCH;
                    };
                    right += isAsExpected ? 1 : 0;
                }
                return right;
            });
        }
        for (Future<Integer> answers : threads.invokeAll(asked)) {
            assertEquals(2000, answers.get());
        }
    }

    @Test
    void aVerifierThatIsClosedUnderSixteenThreadsLetsInOrThrows() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int round = 0; round < 20; round++) {
                Verifier verifier = Requests.verifier();
                CountDownLatch asked = new CountDownLatch(THREADS);
                List<Future<?>> callers = new ArrayList<>();
                for (int thread = 0; thread < THREADS; thread++) {
                    callers.add(threads.submit(() -> {
                        while (true) {
                            assertTrue(verifier.check(Requests.URL, Requests.NOW) instanceof Verdict.Authorized);
                            asked.countDown();
                        }
                    }));
                }
                asked.await();
                verifier.close();
                for (Future<?> caller : callers) {
                    Throwable ended = assertThrows(ExecutionException.class, caller::get).getCause();
                    assertEquals(IllegalStateException.class, ended.getClass(), ended::toString);
                }
            }
        }
    }
}
