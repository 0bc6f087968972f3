// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.apache.felix.utils.properties.Properties;
import org.apache.felix.utils.properties.TypedProperties;
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
        HtCacheClean.Background background = Boolean.getBoolean(DETACHED) ? null : () -> detach(arguments);
        return new HtCacheClean(System.out, System.err, stop, CleanProgram::configured, background).run(arguments);
    }

    /**
     * The tree that the node of this distribution uses; null where the script did not say which node that is.
     *
     * @throws IllegalArgumentException if the node's configuration is wrong
     */
    private static Tree configured() {
        String base = System.getProperty("karaf.base");
        if (base == null) {
            return null;
        }
        Path etc = Path.of(System.getProperty("karaf.etc", base + "/etc"));
        Path file = etc.resolve(DiskConfiguration.PID + ".cfg");
        try {
            Map<String, Object> directives = Files.exists(file) ? directives(file, etc) : Map.of();
            return DiskConfiguration.read(directives, Path.of(base).toAbsolutePath())
                    .tree();
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read, give -p: " + e, e);
        }
    }

    /** Reads a cfg file as Karaf does: with variables. */
    private static Map<String, Object> directives(Path file, Path etc) throws IOException {
        Path system = etc.resolve("system.properties");
        Properties ofNode = Files.exists(system) ? new Properties(system.toFile()) : new Properties();
        TypedProperties directives =
                new TypedProperties((name, key, variable) -> valueOf(variable, ofNode, key + " in " + file));
        directives.load(file.toFile());
        for (Map.Entry<String, Object> directive : directives.entrySet()) {
            if (String.valueOf(directive.getValue()).contains("$[")) {
                throw unknown(String.valueOf(directive.getValue()), directive.getKey() + " in " + file);
            }
        }
        return directives;
    }

    private static String valueOf(String variable, Properties ofNode, String where) {
        String value = variable.startsWith(TypedProperties.ENV_PREFIX)
                ? System.getenv(variable.substring(TypedProperties.ENV_PREFIX.length()))
                : System.getProperty(variable, ofNode.getProperty(variable));
        if (value == null) {
            throw unknown("${" + variable + "}", where);
        }
        return value;
    }

    /** Karaf would take nothing for it: a cleaner had better not guess whose files are meant. */
    private static IllegalArgumentException unknown(String variable, String where) {
        return new IllegalArgumentException(where + " has " + variable + ", which only the node knows: give -p");
    }

    /** The same again, without anything that ties it to this process or its terminal; returns its number. */
    private static long detach(List<String> arguments) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        line.addAll(List.of("-D" + DETACHED + "=true", "-cp", System.getProperty("java.class.path")));
        line.add(CleanProgram.class.getName());
        line.addAll(arguments);
        Process process = new ProcessBuilder(line)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        return process.pid();
    }
}
