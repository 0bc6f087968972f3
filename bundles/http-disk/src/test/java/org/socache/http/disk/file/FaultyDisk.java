// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.file;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/** The machine's file system, where a test is asked before each step and may make it fail. */
public final class FaultyDisk extends FileSystemProvider {

    /** What a step does. */
    public enum Step {
        OPEN,
        READ,
        WRITE,
        CLOSE,
        LOOK,
        LIST,
        NEXT,
        MAKE_DIRECTORY,
        MOVE,
        DELETE,
        SET_TIMES;
    }

    /** Asked before each step. */
    @FunctionalInterface
    public interface Weather {
        /** @throws IOException what the step fails with */
        void before(Step step, Path file) throws IOException;
    }

    private final FileSystemProvider real;
    private final FileSystem system;
    private volatile Weather weather = (step, file) -> {};

    private FaultyDisk(FileSystem machine) {
        this.real = machine.provider();
        this.system = new Wrapped(machine);
    }

    public static FaultyDisk of(Path root) {
        return new FaultyDisk(root.getFileSystem());
    }

    /** Sets what becomes of the steps from here on. */
    public void weather(Weather changed) {
        weather = changed;
    }

    /** The same file, reached by way of this. */
    public Path wrap(Path path) {
        return path == null
                ? null
                : (Path) Proxy.newProxyInstance(
                        Path.class.getClassLoader(), new Class<?>[] {Path.class}, (proxy, method, arguments) -> {
                            if (method.getName().equals("getFileSystem")) {
                                return system;
                            }
                            Object[] unwrapped = arguments == null
                                    ? null
                                    : Arrays.stream(arguments)
                                            .map(FaultyDisk::unwrapAny)
                                            .toArray();
                            try {
                                Object result = method.invoke(path, unwrapped);
                                return result instanceof Path other ? wrap(other) : result;
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    private static Object unwrapAny(Object any) {
        return any instanceof Path path ? unwrap(path) : any;
    }

    /** What {@link #wrap} was given: its text says it. */
    private static Path unwrap(Path path) {
        return Path.of(path.toString());
    }

    private Path at(Step step, Path path) throws IOException {
        Path file = unwrap(path);
        weather.before(step, file);
        return file;
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        Path file = at(Step.OPEN, path);
        return new Channel(real.newFileChannel(file, options, attributes), file);
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
        return Channels.newInputStream(newFileChannel(path, Set.of(java.nio.file.StandardOpenOption.READ)));
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        Path directory = at(Step.LIST, path);
        DirectoryStream<Path> files = real.newDirectoryStream(directory, file -> filter.accept(wrap(file)));
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                Iterator<Path> each = files.iterator();
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        try {
                            weather.before(Step.NEXT, directory);
                        } catch (IOException e) {
                            throw new DirectoryIteratorException(e);
                        }
                        return each.hasNext();
                    }

                    @Override
                    public Path next() {
                        return wrap(each.next());
                    }
                };
            }

            @Override
            public void close() throws IOException {
                files.close();
            }
        };
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
        real.createDirectory(at(Step.MAKE_DIRECTORY, path), attributes);
    }

    @Override
    public void delete(Path path) throws IOException {
        real.delete(at(Step.DELETE, path));
    }

    @Override
    public void move(Path from, Path to, CopyOption... options) throws IOException {
        real.move(at(Step.MOVE, from), unwrap(to), options);
    }

    @Override
    public void copy(Path from, Path to, CopyOption... options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        real.checkAccess(at(Step.LOOK, path), modes);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        return real.readAttributes(at(Step.LOOK, path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        return real.readAttributes(at(Step.LOOK, path), attributes, options);
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        V view = real.getFileAttributeView(unwrap(path), type, options);
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    at(Step.SET_TIMES, path);
                    try {
                        return method.invoke(view, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        real.setAttribute(at(Step.SET_TIMES, path), attribute, value, options);
    }

    @Override
    public boolean isSameFile(Path one, Path other) throws IOException {
        return real.isSameFile(unwrap(one), unwrap(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
        return real.isHidden(unwrap(path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        return real.getFileStore(unwrap(path));
    }

    @Override
    public String getScheme() {
        return "faulty";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return system;
    }

    @Override
    public Path getPath(URI uri) {
        return wrap(real.getPath(uri));
    }

    /** Tells the JDK where to ask. */
    private final class Wrapped extends FileSystem {

        private final FileSystem machine;

        Wrapped(FileSystem machine) {
            this.machine = machine;
        }

        @Override
        public FileSystemProvider provider() {
            return FaultyDisk.this;
        }

        @Override
        public void close() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public boolean isReadOnly() {
            return false;
        }

        @Override
        public String getSeparator() {
            return machine.getSeparator();
        }

        @Override
        public Iterable<Path> getRootDirectories() {
            return machine.getRootDirectories();
        }

        @Override
        public Iterable<FileStore> getFileStores() {
            return machine.getFileStores();
        }

        @Override
        public Set<String> supportedFileAttributeViews() {
            return machine.supportedFileAttributeViews();
        }

        @Override
        public Path getPath(String first, String... more) {
            return wrap(machine.getPath(first, more));
        }

        @Override
        public PathMatcher getPathMatcher(String pattern) {
            PathMatcher matcher = machine.getPathMatcher(pattern);
            return path -> matcher.matches(unwrap(path));
        }

        @Override
        public UserPrincipalLookupService getUserPrincipalLookupService() {
            return machine.getUserPrincipalLookupService();
        }

        @Override
        public WatchService newWatchService() {
            throw new UnsupportedOperationException();
        }
    }

    /** Asks before each read and write. */
    private final class Channel extends FileChannel {

        private final FileChannel channel;
        private final Path file;

        Channel(FileChannel channel, Path file) {
            this.channel = channel;
            this.file = file;
        }

        private FileChannel at(Step step) throws IOException {
            weather.before(step, file);
            return channel;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return at(Step.READ).read(target);
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return at(Step.READ).read(target, position);
        }

        @Override
        public long read(ByteBuffer[] targets, int from, int count) throws IOException {
            return at(Step.READ).read(targets, from, count);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            return at(Step.WRITE).write(source);
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            return at(Step.WRITE).write(source, position);
        }

        @Override
        public long write(ByteBuffer[] sources, int from, int count) throws IOException {
            return at(Step.WRITE).write(sources, from, count);
        }

        @Override
        public long position() throws IOException {
            return channel.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            channel.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            channel.truncate(size);
            return this;
        }

        @Override
        public void force(boolean metadata) throws IOException {
            channel.force(metadata);
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void implCloseChannel() throws IOException {
            try {
                at(Step.CLOSE);
            } finally {
                channel.close();
            }
        }
    }
}
