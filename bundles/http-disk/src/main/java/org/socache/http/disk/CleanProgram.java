// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk;

import java.io.IOException;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;

import org.socache.http.disk.clean.HtCacheClean;
import org.socache.http.disk.file.Tree;

/** {@code bin/htcacheclean}: the command as a process of its own. Signals stop it cleanly. Never loaded in a node. */
public final class CleanProgram {

    /** Set for the process that -d leaves in the background. */
    private static final String DETACHED = "socache.detached";

    private CleanProgram() {}

    public static void main(String[] arguments) {
        CountDownLatch stop = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        Thread stopping = new Thread(() -> {
            stop.countDown();
            try {
                main.join(5000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(stopping);
        int code = run(List.of(arguments), stop);
        if (stop.getCount() > 0) {
            Runtime.getRuntime().removeShutdownHook(stopping);
            System.exit(code);
        }
    }

    private static int run(List<String> arguments, CountDownLatch stop) {
        try {
            HtCacheClean.Background background = Boolean.getBoolean(DETACHED) ? null : () -> detach(arguments);
            return new HtCacheClean(System.out, System.err, stop, configured(), background).run(arguments);
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("htcacheclean: " + e.getMessage());
            return HtCacheClean.ERROR;
        }
    }

    /** The tree that the node of this distribution uses; null where the script did not say which node that is. */
    private static Tree configured() throws IOException {
        String base = System.getProperty("karaf.base");
        if (base == null) {
            return null;
        }
        Path file = Path.of(System.getProperty("karaf.etc", base + "/etc")).resolve(DiskConfiguration.PID + ".cfg");
        Properties properties = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
                properties.load(reader);
            }
        }
        Map<String, Object> directives = new HashMap<>();
        properties.forEach((key, value) -> directives.put((String) key, value));
        return DiskConfiguration.read(directives, Path.of(base).toAbsolutePath())
                .tree();
    }

    /** The same again, without anything that ties it to this process or its terminal. */
    private static void detach(List<String> arguments) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        line.addAll(List.of("-D" + DETACHED + "=true", "-cp", System.getProperty("java.class.path")));
        line.add(CleanProgram.class.getName());
        line.addAll(arguments);
        new ProcessBuilder(line)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .getOutputStream()
                .close();
    }
}
