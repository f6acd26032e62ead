package storeauth;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class VectorsTest {
    @Test
    void everyVectorIsAnsweredAsItsFileSays() throws IOException {
        List<Executable> tests = new ArrayList<>();
        for (String name : List.of("conformance.json", "additional.json")) {
            Path file = Path.of(System.getProperty("vectors"), name);
            for (JsonNode group : new ObjectMapper().readTree(file.toFile()).get("testGroups")) {
                for (JsonNode test : group.get("tests")) {
                    tests.add(() -> assertEquals(expected(test), Vectors.answer(group, test), name));
                }
            }
        }
        assertTrue(tests.size() >= 3930, () -> "found only " + tests.size());
        assertAll(tests);
    }

    private static Map<String, Object> expected(JsonNode test) {
        Map<String, Object> expected = new TreeMap<>(Map.of("tcId", test.get("tcId").asInt()));
        for (String name : List.of("result", "reason", "field", "expiresAt")) {
            if (test.hasNonNull(name)) {
                expected.put(name, test.get(name).textValue());
            }
        }
        if (test.hasNonNull("key")) {
            expected.put("key", test.get("key").intValue());
        }
        return expected;
    }
}
