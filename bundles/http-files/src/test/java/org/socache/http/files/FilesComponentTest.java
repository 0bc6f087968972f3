// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import javax.management.DynamicMBean;
import javax.management.openmbean.CompositeData;
import javax.servlet.Servlet;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.http.whiteboard.HttpWhiteboardConstants;

import static org.assertj.core.api.Assertions.assertThat;

/** A configuration that cannot be had leaves the files that are kept as they were, and the looks for new ones too. */
class FilesComponentTest {

    @TempDir
    private Path root;

    private final List<List<String>> served = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private FilesComponent component;
    private DynamicMBean bean;

    @BeforeEach
    void activate() throws IOException {
        Files.writeString(root.resolve("a.css"), "a");
        component = new FilesComponent(framework(), configuration(root, "*.css", "64M", "10"));
    }

    @AfterEach
    void deactivate() {
        component.deactivate();
    }

    /** A framework that knows of registrations alone. */
    private BundleContext framework() {
        return proxy(BundleContext.class, (method, arguments) -> {
            if (!method.equals("registerService")) {
                return null;
            }
            if (arguments[0] == DynamicMBean.class) {
                bean = (DynamicMBean) arguments[1];
            }
            if (arguments[0] != Servlet.class) {
                return proxy(ServiceRegistration.class, (unregister, none) -> null);
            }
            List<String> paths = paths((Dictionary<?, ?>) arguments[2]);
            served.add(paths);
            events.add("+" + paths + " " + ((Dictionary<?, ?>) arguments[2]).get(Constants.SERVICE_RANKING));
            return proxy(ServiceRegistration.class, (unregister, none) -> {
                events.add("-" + paths);
                return served.remove(paths) ? null : null;
            });
        });
    }

    private static List<String> paths(Dictionary<?, ?> properties) {
        return List.of((String[]) properties.get(HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN));
    }

    private interface Call {
        Object answer(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call.answer(method.getName(), arguments)));
    }

    @ParameterizedTest
    @CsvSource({"[, 64M, 10", "*.css, much, 10", "*.css, 64M, many", "*.css, 64M, 0"})
    void refusedConfiguration_leavesWhatIsKept_andWhatIsLookedFor(String pattern, String limit, String files)
            throws IOException {
        component.modified(configuration(root, pattern, limit, files));
        assertThat(served).containsExactly(List.of("/a.css"));

        Files.writeString(root.resolve("b.css"), "b");
        component.look();
        assertThat(served).containsExactly(List.of("/a.css"), List.of("/b.css"));
    }

    @Test
    void filesThatComeAndGo_leaveThePathsOfTheOthersOffered() throws IOException {
        Files.writeString(root.resolve("b.css"), "b");
        component.look();
        Files.delete(root.resolve("b.css"));
        component.look();
        Files.writeString(root.resolve("b.css"), "b");
        component.look();

        assertThat(events).containsExactly("+[/a.css] 1", "+[/b.css] 2");
    }

    @Test
    void anotherConfiguration_isOfferedBeforeTheOldOneIsTakenBack() {
        component.modified(configuration(root, "a*", "64M", "10"));

        assertThat(events).containsExactly("+[/a.css] 1", "+[/a.css] 2", "-[/a.css]");
    }

    @Test
    void pathsWithoutFiles_areTakenBackWhenThereAreTooMany() throws IOException {
        component.modified(configuration(root, "*.css", "64M", "10000"));
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 400; i++) {
                Files.writeString(root.resolve(round + "-" + i + ".css"), "b");
            }
            component.look();
            for (int i = 0; i < 400; i++) {
                Files.delete(root.resolve(round + "-" + i + ".css"));
            }
            component.look();
        }
        assertThat(served).containsExactly(List.of("/a.css"));
    }

    @Test
    void bean_listsTheFiles() throws Exception {
        CompositeData[] files = (CompositeData[]) bean.getAttribute("Files");

        assertThat(files).hasSize(1);
        assertThat(files[0].values().toString())
                .contains("/a.css", root.resolve("a.css").toString());
        assertThat(bean.getAttribute("MemoryBytes")).isEqualTo(1L);
        assertThat(bean.getAttribute("LeftOut")).isEqualTo(0);
    }

    private static Map<String, Object> configuration(Path root, String pattern, String memory, String files) {
        return Map.of(
                "DocumentRoot",
                root.toString(),
                "MMapFile",
                pattern,
                "MMapLimit",
                memory,
                "FilesLimit",
                files,
                "service.pid",
                "x");
    }
}
