// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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

/** Offers servlets for exactly the paths of files that are kept, or were; another one when files that fit a pattern come. */
@Component(
        service = {},
        immediate = true,
        configurationPid = FilesComponent.PID)
@Designate(ocd = FilesConfiguration.class)
public final class FilesComponent {

    static final String PID = "org.socache.http.files";

    private static final Logger LOG = LoggerFactory.getLogger(FilesComponent.class);

    private static final int LOOKS_AFTER_SECONDS = 5;

    /** With more paths that have no file any more, beside as many as there are files, all are offered anew. */
    private static final int MOST_STALE = 1000;

    private final BundleContext context;
    private final List<ServiceRegistration<?>> servlets = new ArrayList<>();
    private final List<ServiceRegistration<?>> beans = new ArrayList<>();
    /** The paths of all those servlets; not each has a file still. */
    private final Set<String> offered = new HashSet<>();

    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "socache-files");
        thread.setDaemon(true);
        return thread;
    });
    private final Counters counters = new Counters();
    private Wanted wanted;
    private Map<String, Boolean> found = Map.of();
    private volatile FileSet set;
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
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // whatever is thrown on would end all further looks
            LOG.warn("{}: cannot be looked through: {}", wanted.root(), e.toString());
        }
    }

    /**
     * The new files are open before the old ones are given up: whatever fails here leaves those as they were. Paths that were
     * offered stay so: in a container, each change of a servlet's paths is a moment in which it has none.
     */
    private void offer(Wanted from, Map<String, Boolean> now) {
        FileSet opened = new FileSet(from, now, counters);
        FileSet before = set;
        List<ServiceRegistration<?>> old = List.of();
        set = opened;
        Set<String> paths = new TreeSet<>(List.of(opened.paths()));
        if (from == wanted && offered.size() <= MOST_STALE + 2 * paths.size()) {
            paths.removeAll(offered);
        } else {
            old = List.copyOf(servlets);
            servlets.clear();
            offered.clear();
        }
        if (!paths.isEmpty()) {
            servlets.add(register(paths));
            offered.addAll(paths);
        }
        old.forEach(ServiceRegistration::unregister);
        if (before != null) {
            before.close();
        }
        wanted = from;
        found = now;
        show(opened);
    }

    /** The new servlet outranks the old ones before those go, so that hardly a request finds neither. */
    private ServiceRegistration<?> register(Set<String> paths) {
        Dictionary<String, Object> servlet = new Hashtable<>();
        servlet.put(HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN, paths.toArray(String[]::new));
        servlet.put(HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_NAME, "socache-files-" + ++offers);
        servlet.put(HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_ASYNC_SUPPORTED, true);
        servlet.put(Constants.SERVICE_RANKING, offers);
        return context.registerService(Servlet.class, new FilesServlet(path -> set.file(path), counters), servlet);
    }

    private void show(FileSet opened) {
        beans.forEach(ServiceRegistration::unregister);
        beans.clear();
        Dictionary<String, Object> bean = new Hashtable<>();
        bean.put("jmx.objectname", "org.socache:type=Files,name=http");
        beans.add(
                context.registerService(DynamicMBean.class, DescribedMBean.of(opened, FilesMXBean.class, null), bean));
        beans.add(context.registerService(FilesMXBean.class, opened, null));
    }

    @Deactivate
    synchronized void deactivate() {
        looking.shutdownNow();
        servlets.forEach(ServiceRegistration::unregister);
        beans.forEach(ServiceRegistration::unregister);
        if (set != null) {
            set.close();
        }
    }
}
