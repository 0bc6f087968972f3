// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.management.DynamicMBean;
import javax.servlet.Servlet;

import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
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
    private Wanted wanted;
    private Map<String, Boolean> found = Map.of();
    private FileSet set;
    private int offers;

    @Activate
    public FilesComponent(BundleContext context, Map<String, Object> properties) {
        this.context = context;
        modified(properties);
        looking.scheduleWithFixedDelay(this::look, LOOKS_AFTER_SECONDS, LOOKS_AFTER_SECONDS, TimeUnit.SECONDS);
    }

    /** A wrong value is refused, and what was in force before stays. */
    @Modified
    synchronized void modified(Map<String, Object> properties) {
        try {
            String base = context.getProperty("karaf.base");
            Wanted changed = FilesDirectives.read(properties, Path.of(base == null ? "" : base));
            offer(changed, changed.find());
        } catch (IOException | RuntimeException e) {
            LOG.error("{}; {}", e.getMessage(), set == null ? "no file is kept" : "it stays as it was");
        }
    }

    /** What fits the patterns now is offered; where that cannot be told, what was found before stays. */
    synchronized void look() {
        try {
            if (wanted != null && !wanted.isNothing()) {
                Map<String, Boolean> now = wanted.find();
                if (!now.equals(found)) {
                    offer(wanted, now);
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("{}: cannot be looked through: {}", wanted.root(), e.toString());
        }
    }

    /**
     * The new files are open before the old ones are given up: whatever fails here leaves those as they were. The new servlet
     * outranks the old one before that goes, so that no request finds neither.
     */
    private void offer(Wanted from, Map<String, Boolean> now) {
        FileSet opened = new FileSet(from, now, counters);
        ServiceRegistration<?> servlet = opened.paths().length == 0 ? null : register(opened);
        withdraw();
        set = opened;
        wanted = from;
        found = now;
        if (servlet != null) {
            registrations.add(servlet);
        }
        Dictionary<String, Object> bean = new Hashtable<>();
        bean.put("jmx.objectname", "org.socache:type=Files,name=http");
        registrations.add(
                context.registerService(DynamicMBean.class, DescribedMBean.of(set, FilesMXBean.class, null), bean));
        registrations.add(context.registerService(FilesMXBean.class, set, null));
    }

    private ServiceRegistration<?> register(FileSet opened) {
        Dictionary<String, Object> servlet = new Hashtable<>();
        servlet.put(HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN, opened.paths());
        servlet.put(HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_NAME, "socache-files");
        servlet.put(Constants.SERVICE_RANKING, ++offers);
        return context.registerService(Servlet.class, opened.servlet(), servlet);
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
