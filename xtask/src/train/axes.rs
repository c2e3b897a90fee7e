//! The directions in which vectors differ most.

/// The sums of products of every two columns.
pub fn moments<const D: usize>(rows: &[[f64; D]]) -> Vec<Vec<f64>> {
    let mut sums = vec![[0.0; D]; D];
    for row in rows {
        for (sums, value) in sums.iter_mut().zip(row) {
            sums.iter_mut().zip(row).for_each(|(sum, other)| *sum += value * other);
        }
    }
    sums.into_iter().map(Vec::from).collect()
}

/// The axes of a symmetric matrix, the strongest first: Jacobi's rotations.
pub fn axes(matrix: &[Vec<f64>]) -> Vec<Vec<f64>> {
    const SWEEPS: usize = 12;
    let size = matrix.len();
    let mut matrix = matrix.to_vec();
    let unit = |at: usize| (0..size).map(|other| f64::from(u8::from(at == other))).collect();
    let mut axes: Vec<Vec<f64>> = (0..size).map(unit).collect();
    for _ in 0..SWEEPS {
        for one in 0..size {
            for other in one + 1..size {
                let between = matrix[one][other];
                if between == 0.0 {
                    continue;
                }
                let slope = (matrix[other][other] - matrix[one][one]) / (2.0 * between);
                let tangent = slope.signum() / (slope.abs() + slope.hypot(1.0));
                let cosine = 1.0 / tangent.hypot(1.0);
                let across = tangent * cosine;
                let turn = |a: f64, b: f64| (cosine * a - across * b, across * a + cosine * b);
                for row in &mut matrix {
                    (row[one], row[other]) = turn(row[one], row[other]);
                }
                for pair in [&mut matrix, &mut axes] {
                    let (head, tail) = pair.split_at_mut(other);
                    for (a, b) in head[one].iter_mut().zip(&mut tail[0]) {
                        (*a, *b) = turn(*a, *b);
                    }
                }
            }
        }
    }
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_by(|a, b| matrix[*b][*b].total_cmp(&matrix[*a][*a]));
    order.into_iter().map(|at| std::mem::take(&mut axes[at])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axes_of_a_symmetric_matrix_are_found() {
        let found = axes(&[vec![2.0, 1.0], vec![1.0, 2.0]]);
        assert!((found[0][0] - found[0][1]).abs() < 1e-9, "{found:?}");
        assert!((found[1][0] + found[1][1]).abs() < 1e-9, "{found:?}");
    }
}
