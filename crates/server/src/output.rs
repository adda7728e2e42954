//! Results on standard output.

use std::{
    fmt,
    io::{self, Write},
};

use crate::failure::Failure;

/// Prints on standard output. Whoever has read enough may close it, as `head` does.
pub(crate) fn print(text: fmt::Arguments<'_>) -> Result<(), Failure> {
    print_to(&mut io::stdout().lock(), text)
}

fn print_to(output: &mut impl Write, text: fmt::Arguments<'_>) -> Result<(), Failure> {
    match output.write_fmt(text).and_then(|()| output.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Other(format!("standard output cannot be written to: {error}.")))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Output(io::ErrorKind);

    impl Write for Output {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_has_read_enough_is_no_failure_and_a_full_disk_is() {
        print_to(&mut Output(io::ErrorKind::BrokenPipe), format_args!("a line\n")).unwrap();
        print_to(&mut Output(io::ErrorKind::StorageFull), format_args!("a line\n")).unwrap_err();
    }
}
