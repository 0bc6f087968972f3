// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.management.DynamicMBean;
import javax.management.openmbean.TabularData;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.socache.http.disk.file.EntryName;
import org.socache.http.engine.message.Fields;
import org.socache.http.engine.record.Body;
import org.socache.http.engine.record.CacheKey;
import org.socache.http.engine.record.Extent;
import org.socache.http.engine.record.Stored;
import org.socache.http.engine.record.StoredResponse;
import org.socache.http.engine.record.Timing;
import org.socache.http.storage.Storage;

import static org.assertj.core.api.Assertions.assertThat;

/** What a node has of the storage: a service, an MBean with its numbers, the shell's tree; and how it takes configurations. */
class DiskComponentTest {

    private static final CacheKey KEY = new CacheKey("http://www.example.com:80/1?");

    @TempDir
    private Path base;

    private final Map<Class<?>, Object> services = new HashMap<>();
    private DiskComponent component;

    @BeforeEach
    void activate() {
        component = new DiskComponent(framework(), directives("files", "1G"));
    }

    @AfterEach
    void deactivate() {
        component.deactivate();
    }

    private static Map<String, Object> directives(String root, String limit) {
        return Map.of("CacheRoot", root, "CacheSizeLimit", limit);
    }

    /** A framework that knows of registrations alone. */
    private BundleContext framework() {
        return proxy(BundleContext.class, (method, arguments) -> {
            if (method.equals("getProperty")) {
                return base.toString();
            }
            Class<?> type = (Class<?>) arguments[0];
            services.put(type, arguments[1]);
            return proxy(
                    ServiceRegistration.class,
                    (change, none) -> change.equals("unregister") ? services.remove(type) : null);
        });
    }

    private interface Call {
        Object answer(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object answer = call.answer(method.getName(), arguments);
                    return method.getReturnType() == void.class ? null : answer;
                }));
    }

    private Storage storage() {
        return (Storage) services.get(Storage.class);
    }

    private Object number(String attribute) throws Exception {
        return ((DynamicMBean) services.get(DynamicMBean.class)).getAttribute(attribute);
    }

    private static Stored response() {
        Body body = Body.of(ByteBuffer.wrap(new byte[5000]));
        return new Stored.Response(new StoredResponse(
                KEY,
                200,
                Fields.of("Content-Type", "text/plain"),
                new Timing(1000, 2000, 3000, 0, 5000, 0, -1, 1L << 50),
                Extent.complete(body.length()),
                Set.of(),
                Fields.EMPTY,
                List.of(),
                body));
    }

    @Test
    void numbers_areThoseOfTheStorage() throws Exception {
        storage().put(KEY, 1L << 50, response());
        Awaitility.await().until(() -> number("Walks").equals(1));

        assertThat(number("Root")).isEqualTo(base.resolve("files").toString());
        assertThat(number("Entries")).isEqualTo(1);
        assertThat(number("BytesUsed")).isEqualTo(3L * 4096);
        assertThat(number("BytesLimit")).isEqualTo(1L << 30);
        assertThat(number("BytesWritten")).isNotEqualTo(0L);
        assertThat(number("Trouble")).isEqualTo("");

        Path header = ((CacheTree) services.get(CacheTree.class)).tree().header(EntryName.of(KEY.bytes()));
        Files.writeString(header, "damaged");
        assertThat(storage().load(KEY)).isNull();
        assertThat(((TabularData) number("FaultsByReason"))
                        .get(new Object[] {"DAMAGED_HEADER"})
                        .get("value"))
                .isEqualTo(1L);
    }

    @Test
    void otherLimit_holdsInPlace_andAnotherRootIsAnotherStorage() throws Exception {
        Storage before = storage();
        before.put(KEY, 1L << 50, response());

        component.modified(directives("files", "2G"));
        assertThat(storage()).isSameAs(before);
        assertThat(number("BytesLimit")).isEqualTo(2L << 30);

        component.modified(directives("others", "2G"));
        assertThat(storage().load(KEY)).isNull();
        component.modified(directives("files", "2G"));
        assertThat(storage().load(KEY)).isNotNull();
    }

    @Test
    void refusedConfiguration_leavesWhatIsInForce_andTheReasonIsShown() throws Exception {
        Storage before = storage();

        component.modified(directives("others", "much"));

        assertThat(storage()).isSameAs(before);
        assertThat((String) number("ConfigurationProblem")).contains("CacheSizeLimit = much");
        component.modified(directives("files", "1G"));
        assertThat(number("ConfigurationProblem")).isEqualTo("");
    }

    @Test
    void deactivated_leavesNoService_butTheFiles() {
        storage().put(KEY, 1L << 50, response());

        component.deactivate();
        assertThat(services).isEmpty();

        component = new DiskComponent(framework(), directives("files", "1G"));
        assertThat(storage().load(KEY)).isNotNull();
    }
}
