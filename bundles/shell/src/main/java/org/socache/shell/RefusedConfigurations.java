// SPDX-License-Identifier: Apache-2.0
package org.socache.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;

/**
 * The files of {@code etc/} that are refused as they are now: a bundle of ours wrote an error about one into the log, and it
 * still has the content that it had then. The log is the one place where all components say so, and nobody says in it that a
 * file was corrected.
 */
@Component(service = RefusedConfigurations.class, immediate = true)
public final class RefusedConfigurations implements LogListener {

    /** A file as messages name it: {@code etc/PID.cfg}, or the PID and a colon. */
    private static final Pattern FILE = Pattern.compile("\\b(org\\.socache\\.[\\w.]*?\\w(?:-[\\w-]+)?)(?:\\.cfg\\b|:)");

    private static final String OURS = "org.socache.";

    private final Path etc;
    private final LogReaderService log;
    private final Map<Path, Refusal> refusals = new ConcurrentHashMap<>();

    /** What was said, and of which content. */
    private record Refusal(String message, byte[] content) {}

    @Activate
    public RefusedConfigurations(@Reference LogReaderService log) {
        this(Path.of(System.getProperty("karaf.etc", "etc")), log);
    }

    RefusedConfigurations(Path etc, LogReaderService log) {
        this.etc = etc;
        this.log = log;
    }

    /** Also what was logged before, as far as the log service remembers it: it gives the latest first. */
    @Activate
    void listen() {
        log.addLogListener(this);
        List<LogEntry> before = Collections.list(log.getLog());
        Collections.reverse(before);
        before.forEach(this::logged);
    }

    @Deactivate
    void leave() {
        log.removeLogListener(this);
    }

    @Override
    public void logged(LogEntry entry) {
        if (isOurs(entry)) {
            remember(entry.getMessage(), entry.getTime());
        }
    }

    private static boolean isOurs(LogEntry entry) {
        return entry.getLogLevel() == LogLevel.ERROR
                && entry.getBundle() != null
                && entry.getBundle().getSymbolicName().startsWith(OURS);
    }

    /** Bounded by the files that there are. One that was saved since is not what was refused. */
    private void remember(String message, long time) {
        Matcher name = FILE.matcher(message);
        if (name.find()) {
            Path file = etc.resolve(name.group(1) + ".cfg");
            byte[] content = content(file);
            if (content.length > 0 && file.toFile().lastModified() <= time) {
                refusals.put(file, new Refusal(message, content));
            }
        }
    }

    /** Empty if there is no such file. */
    private static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException gone) {
            return new byte[0];
        }
    }

    /** One for each file that was not saved otherwise since; what it is about is named once, however often it was refused. */
    List<Finding> findings() {
        refusals.entrySet().removeIf(entry -> !Arrays.equals(entry.getValue().content(), content(entry.getKey())));
        return refusals.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> Finding.fail(
                        "configuration",
                        entry.getValue().message(),
                        "correct it in " + entry.getKey() + "; a change takes effect when it is saved"))
                .toList();
    }
}
