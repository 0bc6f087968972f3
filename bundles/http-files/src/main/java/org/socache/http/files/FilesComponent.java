// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.management.DynamicMBean;
import javax.servlet.Servlet;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.http.whiteboard.HttpWhiteboardConstants;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.jmx.DescribedMBean;

/** Offers a servlet for exactly the files that are kept; another one when files that fit a pattern come or go. */
@Component(
        service = {},
        immediate = true,
        configurationPid = FilesComponent.PID)
@Designate(ocd = FilesConfiguration.class)
public final class FilesComponent {

    static final String PID = "org.socache.http.files";

    private static final Logger LOG = LoggerFactory.getLogger(FilesComponent.class);

    private static final int LOOKS_AFTER_SECONDS = 5;

    private final BundleContext context;
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "socache-files");
        thread.setDaemon(true);
        return thread;
    });
    private final Counters counters = new Counters();
    private FileSet.Wanted wanted;
    private Map<String, Boolean> found = Map.of();
    private FileSet set;

    @Activate
    public FilesComponent(BundleContext context, FilesConfiguration configuration) {
        this.context = context;
        modified(configuration);
        looking.scheduleWithFixedDelay(this::look, LOOKS_AFTER_SECONDS, LOOKS_AFTER_SECONDS, TimeUnit.SECONDS);
    }

    /** A wrong value is refused, and what was in force before stays. */
    @Modified
    synchronized void modified(FilesConfiguration configuration) {
        try {
            String base = context.getProperty("karaf.base");
            Path root = Path.of(base == null ? "" : base)
                    .resolve(configuration.DocumentRoot())
                    .toAbsolutePath()
                    .normalize();
            FileSet.Wanted changed = new FileSet.Wanted(
                    root,
                    configuration.CacheFile(),
                    configuration.MMapFile(),
                    limit(configuration.FilesLimit()),
                    bytes(configuration.MMapLimit()));
            offer(changed, changed.find());
        } catch (IOException | RuntimeException e) {
            LOG.error(
                    "etc/{}.cfg: {}; {}", PID, e.getMessage(), set == null ? "no file is kept" : "it stays as it was");
        }
    }

    private static int limit(String text) {
        if (!text.matches("0*[1-9][0-9]{0,8}")) {
            throw new IllegalArgumentException("FilesLimit = " + text + " is not a whole number from 1 to 999999999");
        }
        return Integer.parseInt(text);
    }

    private static long bytes(String text) {
        if (!text.matches("[0-9]{1,12}[KMGkmg]?")) {
            throw new IllegalArgumentException(
                    "MMapLimit = " + text + " is not a whole number with K, M or G behind it");
        }
        int power = "KMG".indexOf(text.toUpperCase(Locale.ROOT).charAt(text.length() - 1)) + 1;
        return Long.parseLong(text.replaceAll("[^0-9]", "")) << 10 * power;
    }

    /** What fits the patterns now is offered; where that cannot be told, what was found before stays. */
    synchronized void look() {
        try {
            if (wanted != null && !(wanted.open() + wanted.inMemory()).isBlank()) {
                Map<String, Boolean> now = wanted.find();
                if (!now.equals(found)) {
                    offer(wanted, now);
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("{}: cannot be looked through: {}", wanted.root(), e.toString());
        }
    }

    /** The new files are open before the old ones are given up: whatever fails here leaves those as they were. */
    private void offer(FileSet.Wanted from, Map<String, Boolean> now) {
        FileSet opened = new FileSet(from, now, counters);
        withdraw();
        set = opened;
        wanted = from;
        found = now;
        Dictionary<String, Object> bean = new Hashtable<>();
        bean.put("jmx.objectname", "org.socache:type=Files,name=http");
        registrations.add(
                context.registerService(DynamicMBean.class, DescribedMBean.of(set, FilesMXBean.class, null), bean));
        registrations.add(context.registerService(FilesMXBean.class, set, null));
        if (set.paths().length > 0) {
            Dictionary<String, Object> servlet = new Hashtable<>();
            servlet.put(HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN, set.paths());
            servlet.put(HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_NAME, "socache-files");
            registrations.add(context.registerService(Servlet.class, set.servlet(), servlet));
        }
    }

    private void withdraw() {
        registrations.forEach(ServiceRegistration::unregister);
        registrations.clear();
        if (set != null) {
            set.close();
        }
    }

    @Deactivate
    synchronized void deactivate() {
        looking.shutdownNow();
        withdraw();
    }
}
